/** Where the board lives. */
export const boardPath = '/admin/queues';

/** Where an admin signs in with a browser; the one place that takes a form. */
export const signInPath = '/admin/sign-in';
