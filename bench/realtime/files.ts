interface Limits {
  userLimits?: { open_files?: { soft: number | string } };
}

/** Of a process's files, so many are none of its clients'. */
const spare = 500;

/** How many of `wanted` clients a process may have by the limit of its open files, of which each takes one. */
export function clientsWithin(wanted: number): number {
  const { userLimits } = process.report.getReport() as Limits;
  const limit = userLimits?.open_files?.soft;
  return typeof limit === 'number' ? Math.min(wanted, limit - spare) : wanted;
}
