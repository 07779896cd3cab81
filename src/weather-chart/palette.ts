/** The chart's colours by what they are for. No two of a palette may be the same, save the mixtures of a theme: each stands for its partner. */
export interface Palette {
  paper: string;
  ink: string;
  quiet: string;
  guide: string;
  highest: string;
  lowest: string;
  rain: string;
  wind: string;
  notice: string;
}

export type Theme = 'light' | 'dark';

/** Each of text contrasts with its paper by 4.5 to 1 at least (WCAG AA). */
export const palettes: Record<Theme, Palette> = {
  light: {
    paper: '#ffffff',
    ink: '#1b1f24',
    quiet: '#545d68',
    guide: '#d5dbe2',
    highest: '#b3261e',
    lowest: '#0b57a4',
    rain: '#1a76d2',
    wind: '#11632b',
    notice: '#7a4700',
  },
  dark: {
    paper: '#14181d',
    ink: '#f0f3f6',
    quiet: '#b1bac4',
    guide: '#39424c',
    highest: '#ff9d8f',
    lowest: '#8cc2ff',
    rain: '#4aa3ff',
    wind: '#6fdd9b',
    notice: '#ffcc66',
  },
};

/** CSS that turns what is drawn in the light palette dark for whoever prefers that. */
export const darkOnWish = `@media (prefers-color-scheme: dark) {${roles()
  .flatMap((role) => ['fill', 'stroke'].map((property) => `[${property}="${palettes.light[role]}"]{${property}:${palettes.dark[role]}}`))
  .join('')}}`;

function roles(): (keyof Palette)[] {
  return Object.keys(palettes.light) as (keyof Palette)[];
}
