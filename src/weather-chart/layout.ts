/** Logical pixels, as all lengths here. On a phone 360 wide everything has three quarters of its size. */
export const size = { width: 480, height: 450 };

export const margin = 16;
export const plotWidth = size.width - 2 * margin;

/** The three parts of the picture, from above: where their title stands, and where the days do. */
export const panels = {
  temperature: { title: 68, top: 84, height: 108 },
  rain: { title: 202, top: 216, height: 60 },
  wind: { title: 286, top: 300, height: 58 },
};

export const fontSize = { city: 22, message: 18, value: 15, word: 14, footer: 13 };

/** What the value beside a point takes, with its distance from it. */
export const valueRoom = fontSize.value + 14;

/** The width that text may take by the guess of ECharts, which knows a narrow font: the reader's may be a sixth or, bold, a quarter wider. */
export const textWidth = { normal: 0.88 * plotWidth, bold: 0.78 * plotWidth };

/** What a character of a value or a date takes of the width, in a wide font. */
const characterWidth = 8.5;

/** Of so many texts, one for each day, every n-th has room: the step n. */
export function textStep(texts: string[]): number {
  const lines = texts.flatMap((text) => text.split('\n'));
  const widest = Math.max(...lines.map((line) => line.length)) + 1;
  return Math.ceil((widest * characterWidth * texts.length) / plotWidth);
}
