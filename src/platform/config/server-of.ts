const usualPorts: Readonly<Record<string, string>> = { 'postgres:': '5432', 'postgresql:': '5432', 'redis:': '6379', 'rediss:': '6379' };

/** The host and port that a service's URL leads to, without the user and password that may be in it. */
export function serverOf(url: string): string {
  const { protocol, hostname, port } = new URL(url);
  return `${hostname || 'localhost'}:${port || (usualPorts[protocol] ?? '')}`;
}
