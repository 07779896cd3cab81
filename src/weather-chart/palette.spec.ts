import { describe, expect, it } from '@jest/globals';
import { dark, darkModeCss, light } from './palette.js';

/** WCAG 2.2's contrast ratio of two `#rrggbb`. */
function contrast(first: string, second: string): number {
  const [lighter, darker] = [luminance(first), luminance(second)].sort((a, b) => b - a);
  return (lighter! + 0.05) / (darker! + 0.05);
}

function luminance(color: string): number {
  const [red, green, blue] = [1, 3, 5]
    .map((at) => parseInt(color.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

describe.each([
  ['light', light],
  ['dark', dark],
])('the %s palette', (_, palette) => {
  it.each(['ink', 'quiet', 'warning', 'highest', 'lowest', 'rain', 'wind'] as const)('has %s legible on the paper and the band', (role) => {
    expect(contrast(palette[role], palette.paper)).toBeGreaterThan(4.5);
    expect(contrast(palette[role], palette.band)).toBeGreaterThan(4.5);
  });

  it('has a colour of its own for each role, so that CSS can tell them apart', () => {
    expect(new Set(Object.values(palette)).size).toBe(Object.keys(palette).length);
  });
});

describe('darkModeCss', () => {
  it('turns each light colour into the dark one of its role', () => {
    expect(darkModeCss()).toMatch(/^@media \(prefers-color-scheme:dark\)\{/);
    expect(darkModeCss()).toContain(`[fill="${light.paper}"]{fill:${dark.paper}}`);
    expect(darkModeCss()).toContain(`[stroke="${light.wind}"]{stroke:${dark.wind}}`);
  });
});
