/** Where the link in the mail leads: a token follows it. Its page sends a form. */
export const resetPath = '/reset-password';
