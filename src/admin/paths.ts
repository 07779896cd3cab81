/** Where the board lives. */
export const boardPath = '/admin/queues';

/** Where an admin signs in with a browser. */
export const signInPath = '/admin/sign-in';
