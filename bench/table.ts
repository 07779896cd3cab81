type Cell = string | number;

/** A Markdown table; columns whose name ends with `:` stand to the right. */
export function table(columns: string[], rows: Cell[][]): string {
  const line = (cells: Cell[]) => `| ${cells.join(' | ')} |`;
  return [line(columns.map((name) => name.replace(/:$/, ''))), line(columns.map((name) => (name.endsWith(':') ? '---:' : '---'))), ...rows.map(line)].join(
    '\n',
  );
}

/** Milliseconds for a reader: three digits where there are any. */
export function ms(time: number): string {
  return time >= 100 ? String(Math.round(time)) : String(Number(time.toPrecision(3)));
}
