const everyMs = 10_000;

/** Says every few seconds how far a scenario is, until it is over: what was told last. */
export async function withProgress<Result>(name: string, run: (tell: (progress: () => string) => void) => Promise<Result>): Promise<Result> {
  const since = performance.now();
  let progress = () => 'begins';
  const say = (what: string) => process.stdout.write(`${`${Math.round((performance.now() - since) / 1000)} s`.padStart(6)}  ${name}: ${what}\n`);
  const timer = setInterval(() => say(progress()), everyMs);
  try {
    return await run((told) => { progress = told; });
  } finally {
    clearInterval(timer);
    say('over');
  }
}
