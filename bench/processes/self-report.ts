import { answer } from './answers.js';

/** Imported ahead of a process of the service, whose own code knows nothing of the bench, so that it too tells its processor time and memory. */
answer({});
