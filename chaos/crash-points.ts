/** The moments at which chaos/crash-at.ts can end a process, in the order in which a registration passes them. */
export const crashPoints = [
  'API before commit',
  'API after commit',
  'relay before add',
  'relay after add',
  'relay after mark',
  'worker before send',
  'worker after send',
  'worker after record',
] as const;

export type CrashPoint = (typeof crashPoints)[number];

/** What a process is sent: at which point it has to die, and which time it comes there. */
export interface CrashOrder {
  point: CrashPoint;
  pass: number;
}
