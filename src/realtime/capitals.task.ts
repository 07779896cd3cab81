/** The text in capitals, by Unicode's full case mapping. */
export function capitals(text: string): string {
  return text.toUpperCase();
}
