export const THEMES = [
  { theme: 'system', label: 'Like the system' },
  { theme: 'light', label: 'Light' },
  { theme: 'dark', label: 'Dark' },
] as const;

export type Theme = (typeof THEMES)[number]['theme'];

const KEY = 'genesis-theme';

export function currentTheme(): Theme {
  const kept = localStorage.getItem(KEY);
  return THEMES.find(({ theme }) => theme === kept)?.theme ?? 'system';
}

/** Applied through `color-scheme`: every colour of the style sheets follows it. */
export function setTheme(theme: Theme): void {
  localStorage.setItem(KEY, theme);
  applyTheme();
}

export function applyTheme(): void {
  document.documentElement.dataset.theme = currentTheme();
}
