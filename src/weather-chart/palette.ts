/** The colours of a chart by what they are for; every one is a different `#rrggbb`. */
export interface Palette {
  paper: string;
  ink: string;
  /** Dates, sources and other text that steps back. */
  quiet: string;
  line: string;
  warning: string;
  highest: string;
  lowest: string;
  /** Between the lowest and the highest temperature. */
  band: string;
  rain: string;
  wind: string;
}

/** Text reaches 4.5:1 on the paper and on the band, as WCAG AA asks. */
export const light: Palette = {
  paper: '#f7f9fc',
  ink: '#14213d',
  quiet: '#4a5872',
  line: '#c3cfdf',
  warning: '#8a2c00',
  highest: '#a83a05',
  lowest: '#1a5fce',
  band: '#e4e8f0',
  rain: '#0a6c84',
  wind: '#6a3fa0',
};

/** Text reaches 4.5:1 on the paper and on the band, as WCAG AA asks. */
export const dark: Palette = {
  paper: '#0c1424',
  ink: '#e6edf7',
  quiet: '#a9b7cd',
  line: '#34465f',
  warning: '#ffd166',
  highest: '#ffab73',
  lowest: '#79b0ff',
  band: '#1c2940',
  rain: '#4cc9e8',
  wind: '#cbb2ff',
};

/**
 * CSS for a drawing in the light colours, which turns them dark where the reader prefers that. It matches the colours themselves, so that a
 * viewer without CSS still has a whole picture in the light ones.
 */
export function darkModeCss(): string {
  const roles = Object.keys(light) as (keyof Palette)[];
  const rules = roles.flatMap((role) => ['fill', 'stroke'].map((paint) => `[${paint}="${light[role]}"]{${paint}:${dark[role]}}`));
  return `@media (prefers-color-scheme:dark){${rules.join('')}}`;
}
