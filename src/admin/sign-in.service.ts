import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Request, Response } from 'express';
import { type Principal, accessTokenSeconds } from '../auth/tokens/access-token.js';
import { AdminCookie } from '../auth/browser/admin-cookie.js';
import type { Credentials } from '../auth/auth.schemas.js';
import { AuthService } from '../auth/auth.service.js';
import { Identities } from '../auth/tokens/identities.js';
import { SessionsService } from '../auth/sessions/sessions.service.js';
import { CodedError } from '../contracts/errors.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { Caller } from '../platform/http/routes/caller.js';
import { HtmlPage, loadHtmlPage } from '../platform/html/html-page.js';
import { boardPath, signInPath } from './paths.js';

interface Page {
  /** Why it did not work, for the reader; and the address to try again with. */
  message?: string;
  email?: string;
  signedIn?: boolean;
}

interface Template extends Page {
  title: string;
  boardPath: string;
  signInPath: string;
  minutes: number;
}

/** Lets admins in and out with a browser, by a cookie that only the admin pages take. */
@Injectable()
export class SignInService implements OnModuleInit {
  private template: (values: Template) => HtmlPage = () => new HtmlPage('', []);

  constructor(
    private readonly auth: AuthService,
    private readonly sessions: SessionsService,
    private readonly identities: Identities,
    private readonly cookie: AdminCookie,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  async onModuleInit(): Promise<void> {
    // Without the referrer, browsers would not say where the form came from either.
    this.template = await loadHtmlPage<Template>(new URL('./sign-in.html', import.meta.url), 'same-origin');
  }

  /** The page; for who is signed in already, the way to the board and the way out. */
  page(request: Request, response: Response): HtmlPage {
    return this.render({ signedIn: this.signedIn(request)?.role === 'admin' }, response);
  }

  /** @throws CodedError CREDENTIALS_INVALID, SECOND_FACTOR_REQUIRED, SECOND_FACTOR_INVALID, FORBIDDEN; RateLimited; TooBusy; CallerGone while it waits */
  async enter(credentials: Credentials, request: Request, response: Response): Promise<void> {
    const caller = new Caller(request);
    const user = await this.auth.authenticate(credentials, caller);
    if (user.role !== 'admin') throw new CodedError('FORBIDDEN', 'Your account is not an admin account.');
    if (this.config.ADMIN_SECOND_FACTOR === 'required' && !user.secondFactor)
      throw new CodedError('FORBIDDEN', 'Admins need a second factor here. Turn yours on first: POST /users/me/second-factor.');
    const { accessToken } = await this.sessions.begin(user, caller);
    this.cookie.give(response, accessToken);
  }

  async leave(request: Request, response: Response): Promise<void> {
    this.cookie.take(response);
    const principal = this.signedIn(request);
    if (principal) await this.sessions.end(principal.id, principal.sessionId);
  }

  render(page: Page, response: Response): HtmlPage {
    response.set('Cache-Control', 'no-store');
    const title = page.signedIn ? 'Isobar · Signed in' : 'Isobar · Sign in';
    return this.template({ ...page, title, boardPath, signInPath, minutes: accessTokenSeconds / 60 });
  }

  private signedIn(request: Request): Principal | undefined {
    const token = this.cookie.of(request);
    try {
      return token === undefined ? undefined : this.identities.of(token);
    } catch {
      return undefined;
    }
  }
}
