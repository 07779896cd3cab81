import { ValidationFailed } from '../../contracts/errors.js';
import { about } from '../../platform/config/about.js';

/** Whose password it is to be. */
export interface PasswordOwner {
  email: string;
  displayName?: string;
}

/** Digits and signs around a common password that do not make it another one: `Dragon1987!` is `dragon`; and signs within it. */
const decorations = { around: 6, within: 2 };
/** What is left of a random password between its digits and signs is now and then a word of three letters, and hardly ever of four. */
const shortestForm = 4;
/** A name may be that short. */
const shortestName = 3;
/** Of a row that one finger follows; a password made of nothing but such runs is one. */
const shortestRun = 3;

const disguises = new Map(Object.entries({ '0': 'o', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b', '@': 'a', $: 's', '!': 'i', '1': 'l' }));
const rows = [
  'abcdefghijklmnopqrstuvwxyz',
  '012345678901234567890',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'qwertzuiop',
  'azertyuiop',
  '!@#$%^&*()',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p',
];
const tracks = rows.flatMap((row) => [row, Array.from(row).reverse().join('')]);
const repeatedUnit = /^(.+?)\1+$/su;

const advice = 'Use three or four words that have nothing to do with each other, or with you.';

let commonPasswords: Promise<ReadonlySet<string>> | undefined;

/**
 * Refuses a password that is guessed first: by attackers with the lists of past breaches, or by somebody who knows its owner. Everything
 * that sets a password calls this; its length and characters are the schema's business.
 * @throws ValidationFailed with a sentence for the owner at `path`
 */
export async function checkNewPassword(password: string, owner: PasswordOwner, path = 'password'): Promise<void> {
  const objection = await objectionTo(password, owner);
  if (objection !== undefined) throw new ValidationFailed([{ path, message: objection }]);
}

/** Why the owner may not have this password, and what would be better; undefined when they may. */
export async function objectionTo(password: string, owner: PasswordOwner): Promise<string | undefined> {
  const forms = plainForms(password.normalize('NFKC').toLowerCase());
  const telling = forms.filter(({ length }) => length >= shortestForm);
  if (telling.some((form) => isSequence(unitOf(form)))) return `must not be a repetition or a row of keys, which attackers try first. ${advice}`;
  const own = ownWords(owner);
  if (forms.some((form) => own.has(form) || own.has(unitOf(form))))
    return `must not be made of your address, your name or the name of this service, which attackers try first. ${advice}`;
  const common = await (commonPasswords ??= loadCommonPasswords());
  if (telling.some((form) => common.has(form) || common.has(unitOf(form))))
    return `must not be, or closely resemble, a password that is known from breaches, since attackers try those first. ${advice}`;
  return undefined;
}

/** Loaded for the first password that is set: a process that sets none spares the memory. */
async function loadCommonPasswords(): Promise<ReadonlySet<string>> {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  return new Set(dictionary['passwords-common']);
}

/** What an attacker's rules make the same: the password without its tail, without what stands around and within it, and without disguises. */
function plainForms(password: string): string[] {
  const cut = [password, password.replace(/\P{L}+$/u, ''), password.replace(/^\P{L}+|\P{L}+$/gu, '')].filter(
    ({ length }) => length >= password.length - decorations.around,
  );
  const undisguised = cut.flatMap((form) => [form, undisguise(form), undisguise(form.replaceAll('1', 'i'))]);
  return [...new Set(undisguised.flatMap((form) => [form, squeeze(form)]))];
}

/** `ab` of `ababab`; what repeats nothing is its own unit. */
function unitOf(form: string): string {
  return repeatedUnit.exec(form)?.[1] ?? form;
}

function undisguise(text: string): string {
  return Array.from(text, (character) => disguises.get(character) ?? character).join('');
}

/** Without the signs between letters, when they are few. */
function squeeze(text: string): string {
  const rest = lettersAndDigits(text);
  return rest.length >= text.length - decorations.within ? rest : text;
}

function lettersAndDigits(text: string): string {
  return text.replace(/[^\p{L}\p{N}]+/gu, '');
}

/** Also of what is too short for a run: only the unit of a repetition is. */
function isSequence(text: string): boolean {
  if (text.length < shortestRun) return true;
  for (let rest = text; rest !== ''; ) {
    const others = rest.replace(/^(.)\1*/su, '');
    const run = Math.max(rest.length - others.length, ...tracks.map((track) => sharedRun(track, rest)));
    if (run < shortestRun) return false;
    rest = rest.slice(run);
  }
  return true;
}

/** How many characters of `text`, from its first on, stand in the track one after the other. */
function sharedRun(track: string, text: string): number {
  const from = track.indexOf(text[0] ?? '');
  let length = 0;
  while (from >= 0 && length < text.length && track[from + length] === text[length]) length++;
  return length;
}

/** The owner's address and name, whole and in parts, and the service's name. */
function ownWords({ email, displayName = '' }: PasswordOwner): Set<string> {
  const texts = [email, email.slice(0, email.lastIndexOf('@')), displayName, about.name].map((text) => text.normalize('NFKC').toLowerCase());
  const parts = texts.flatMap((text) => text.split(/[^\p{L}\p{N}]+/u));
  return new Set([...texts, ...texts.map(lettersAndDigits), ...parts].filter(({ length }) => length >= shortestName));
}
