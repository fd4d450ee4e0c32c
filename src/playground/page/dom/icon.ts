const SVG = 'http://www.w3.org/2000/svg';

/** Outlines on a 20 by 20 grid, drawn with the current colour. */
const PATHS = {
  hash: 'M4 7.5h12.5M3.5 12.5H16M8.5 3.5l-2 13M13.5 3.5l-2 13',
  home: 'M3.5 9 10 3.5 16.5 9v7a1 1 0 0 1-1 1H12v-4.5H8V17H4.5a1 1 0 0 1-1-1z',
  link: 'M8.5 11.5a3 3 0 0 0 4.2 0l2.6-2.6a3 3 0 1 0-4.2-4.2l-.8.8M11.5 8.5a3 3 0 0 0-4.2 0l-2.6 2.6a3 3 0 1 0 4.2 4.2l.8-.8',
  send: 'M4 10h11M10.5 5.5 15 10l-4.5 4.5',
  stop: 'M6 6h8v8H6z',
  close: 'm5.5 5.5 9 9m0-9-9 9',
  check: 'm4.5 10.5 3.5 3.5 7.5-8',
  cross: 'm6 6 8 8m0-8-8 8',
  chevron: 'm8 5.5 4.5 4.5L8 14.5',
  down: 'm5.5 8 4.5 4.5L14.5 8',
  up: 'm5.5 12 4.5-4.5 4.5 4.5',
  more: 'M4.5 10h.01M10 10h.01M15.5 10h.01',
  pencil: 'm4 16 .8-3.2L13 4.6a1.4 1.4 0 0 1 2 0l.4.4a1.4 1.4 0 0 1 0 2L7.2 15.2z',
  trash: 'M4 6h12M8 6V4h4v2M5.5 6l.8 10h7.4l.8-10M8.5 9v4.5M11.5 9v4.5',
  thread:
    'M4 4.5h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-5.5L6.5 17v-3.5H4a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM6.5 7.5h7M6.5 10.5h4',
  menu: 'M3.5 5.5h13M3.5 10h13M3.5 14.5h13',
  eye: 'M2.5 10S5 5 10 5s7.5 5 7.5 5-2.5 5-7.5 5-7.5-5-7.5-5zM10 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  sun: 'M10 13a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM10 2.5V4M10 16v1.5M2.5 10H4M16 10h1.5M4.7 4.7l1 1M14.3 14.3l1 1M15.3 4.7l-1 1M5.7 14.3l-1 1',
  moon: 'M16 11.5A6.5 6.5 0 0 1 8.5 4a6.5 6.5 0 1 0 7.5 7.5z',
  screen: 'M3 4.5h14v9H3zM7.5 17h5M10 13.5V17',
  thumb_up:
    'M6.5 9v7.5H4a.5.5 0 0 1-.5-.5V9.5a.5.5 0 0 1 .5-.5zM6.5 9 9.5 3.2c1.3 0 2 .8 2 2V8h3.7a1.5 1.5 0 0 1 1.5 1.7l-.8 5.5a1.5 1.5 0 0 1-1.5 1.3H6.5',
  thumb_down:
    'M13.5 11V3.5H16a.5.5 0 0 1 .5.5v6.5a.5.5 0 0 1-.5.5zM13.5 11l-3 5.8c-1.3 0-2-.8-2-2V12H4.8a1.5 1.5 0 0 1-1.5-1.7l.8-5.5A1.5 1.5 0 0 1 5.6 3.5h7.9',
  refresh: 'M16 10a6 6 0 1 1-1.8-4.3L16 7.5M16 3.5v4h-4',
  info: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM10 9v4.5M10 6.5h.01',
  warning: 'M10 3.5 17.5 16.5h-15zM10 8.5v3.5M10 14.5h.01',
  success: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM6.8 10.2l2.3 2.3 4.2-4.7',
  error: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM7.5 7.5l5 5m0-5-5 5',
  spark: 'M10 3c.6 3.9 2.6 6.3 7 7-4.4.7-6.4 3.1-7 7-.6-3.9-2.6-6.3-7-7 4.4-.7 6.4-3.1 7-7z',
  smile: 'M10 17.5a7.5 7.5 0 1 0 0-15 7.5 7.5 0 0 0 0 15zM7.5 8h.01M12.5 8h.01M7 11.8a3.7 3.7 0 0 0 6 0',
  copy: 'M7.5 7.5h8v8.5h-8zM12.5 7.5V4h-8v8.5h3',
  keyboard: 'M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M6.5 11.5h7',
} as const;

export type IconName = keyof typeof PATHS;

export function isIconName(name: string): name is IconName {
  return Object.hasOwn(PATHS, name);
}

/** Decorative: whoever uses it gives the control its own accessible name. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 20 20');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('data-icon', name);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
