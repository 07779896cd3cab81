/* Loaded before an entry: upon a message the process's clock is set forward. */
const TrueDate = Date;
let ahead = 0;

globalThis.Date = class extends TrueDate {
  constructor(...values) {
    if (values.length === 0) super(TrueDate.now() + ahead);
    else super(...values);
  }

  static now() {
    return TrueDate.now() + ahead;
  }
};

process.on('message', ({ advance }) => {
  if (advance === undefined) return;
  ahead += advance;
  process.send({ advanced: ahead });
});
if (process.channel) process.channel.unref();
