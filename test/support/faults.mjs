/*
 * Loaded before an entry: upon a message a method of the product's own classes fails, until another message mends it. So the product
 * needs no hooks for it. A method that is not there is told: nothing would fail, and a test would pass for nothing.
 */
const product = new URL('../../dist/src/', import.meta.url);
const endless = {};
endless.self = endless;

/** What each kind of failure puts in the place of a method. */
const failures = {
  throws: (error) => () => { throw error; },
  rejects: (error) => async () => { throw error; },
  'answers what cannot be written': () => async () => endless,
};

let mend = () => undefined;

async function fail({ file, owner, method, how }) {
  // The entry has loaded it: this is its very class.
  const { [owner]: found } = await import(new URL(`${file}.js`, product));
  const { prototype } = found ?? {};
  if (typeof prototype?.[method] !== 'function') throw new Error(`There is no method ${method} of ${owner} in ${file} that could fail.`);
  const whole = prototype[method];
  mend = () => { prototype[method] = whole; };
  prototype[method] = failures[how](new TypeError(`${owner}.${method} failed`));
}

process.on('message', ({ fault }) => {
  if (fault === undefined) return;
  mend();
  if (fault === null) process.send({ failing: false });
  else fail(fault).then(() => process.send({ failing: true }), (error) => process.send({ missing: error.message }));
});
if (process.channel) process.channel.unref();
