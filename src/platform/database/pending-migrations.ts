import type { DataSource } from 'typeorm';

const undefinedTable = '42P01';

/** The migrations that the database lacks, by name: all of them when it is new. */
export async function pendingMigrations(dataSource: DataSource): Promise<string[]> {
  const rows = await dataSource.query<{ name: string }[]>('SELECT name FROM migrations').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === undefinedTable) return [];
    throw error;
  });
  const applied = new Set(rows.map(({ name }) => name));
  return dataSource.migrations.map(({ name, constructor }) => name ?? constructor.name).filter((name) => !applied.has(name));
}
