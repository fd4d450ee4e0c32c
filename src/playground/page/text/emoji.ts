/** The short codes that apps use most; another one stays readable as its `:code:`. */
const EMOJI: Record<string, string> = {
  '+1': '👍',
  '-1': '👎',
  thumbsup: '👍',
  thumbsdown: '👎',
  eyes: '👀',
  wave: '👋',
  tada: '🎉',
  rocket: '🚀',
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  ballot_box_with_check: '☑️',
  x: '❌',
  no_entry: '⛔',
  no_entry_sign: '🚫',
  octagonal_sign: '🛑',
  warning: '⚠️',
  rotating_light: '🚨',
  information_source: 'ℹ️',
  question: '❓',
  exclamation: '❗',
  bulb: '💡',
  mag: '🔍',
  memo: '📝',
  clipboard: '📋',
  bar_chart: '📊',
  chart_with_upwards_trend: '📈',
  chart_with_downwards_trend: '📉',
  moneybag: '💰',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  stopwatch: '⏱️',
  clock1: '🕐',
  zap: '⚡',
  fire: '🔥',
  lock: '🔒',
  unlock: '🔓',
  key: '🔑',
  shield: '🛡️',
  gear: '⚙️',
  wrench: '🔧',
  hammer_and_wrench: '🛠️',
  robot_face: '🤖',
  brain: '🧠',
  busts_in_silhouette: '👥',
  speech_balloon: '💬',
  inbox_tray: '📥',
  outbox_tray: '📤',
  package: '📦',
  link: '🔗',
  repeat: '🔁',
  arrows_counterclockwise: '🔄',
  arrow_right: '➡️',
  arrow_up: '⬆️',
  arrow_down: '⬇️',
  large_green_circle: '🟢',
  large_yellow_circle: '🟡',
  large_orange_circle: '🟠',
  large_red_circle: '🔴',
  red_circle: '🔴',
  white_circle: '⚪',
  black_circle: '⚫',
  large_blue_circle: '🔵',
  green_heart: '💚',
  heart: '❤️',
  smile: '😄',
  slightly_smiling_face: '🙂',
  thinking_face: '🤔',
  pray: '🙏',
  raised_hands: '🙌',
  clap: '👏',
  star: '⭐',
  sparkles: '✨',
  seedling: '🌱',
  house: '🏠',
  books: '📚',
  open_book: '📖',
  test_tube: '🧪',
  microscope: '🔬',
  satellite: '📡',
  electric_plug: '🔌',
  battery: '🔋',
  pause_button: '⏸️',
  double_vertical_bar: '⏸️',
  arrow_forward: '▶️',
  black_square_for_stop: '⏹️',
};

/** The character for a short code, or the code itself where there is none or this machine has no font for it. */
export function emoji(name: string): string {
  const known = EMOJI[name];
  return known && canDraw() ? known : `:${name}:`;
}

let drawn: boolean | undefined;

/** Whether emoji come out in colour; without such a font every one of them would be the same empty box. */
function canDraw(): boolean {
  drawn ??= paintsColour('👀');
  return drawn;
}

function paintsColour(text: string): boolean {
  const side = 24;
  const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) return true;
  context.font = `${side - 6}px sans-serif`;
  context.fillText(text, 0, side - 6);
  const { data } = context.getImageData(0, 0, side, side);
  // Text is painted in black here: any pixel whose channels differ comes from a colour font.
  return data.some((value, index) => index % 4 !== 3 && value !== data[index - (index % 4)]);
}
