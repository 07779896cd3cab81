import type { Window } from './windows.js';

/** Header fields that tell a client how it stands: draft-ietf-httpapi-ratelimit-headers-10. */
export const rateLimitField = 'RateLimit';
export const policyField = 'RateLimit-Policy';

/** `"default";q=1200;w=60`: so many in so many seconds. */
export function policyItem({ name, points, seconds }: Window): string {
  return `"${name}";q=${points};w=${seconds}`;
}

/** `"default";r=1199;t=60`: so many are left, until so many seconds from now. */
export function rateLimitItem(name: string, left: number, msLeft: number): string {
  return `"${name}";r=${Math.max(0, left)};t=${Math.ceil(msLeft / 1000)}`;
}
