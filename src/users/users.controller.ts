import { Body, Controller, Get, Param, Patch, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentUser } from '../auth/access.guard.js';
import type { Principal } from '../auth/tokens/access-token.js';
import { AdminOnly, Public, SignedIn } from '../platform/http/routes/access.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import type { Page } from '../platform/http/routes/pages.js';
import { idParam } from '../platform/http/routes/validation.js';
import {
  type AccountChange,
  type AccountQuery,
  type AccountView,
  type ModeratedAccountView,
  type ProfileView,
  accountChange,
  accountPage,
  accountQuery,
  accountView,
  profileView,
} from './users.schemas.js';
import { UsersService } from './users.service.js';

@ApiTags('users')
@Controller('users')
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get('me')
  @SignedIn()
  @Endpoint({ summary: 'Your account', answer: accountView, problems: ['NOT_SIGNED_IN', 'USER_NOT_FOUND'] })
  async me(@CurrentUser() user: Principal): Promise<AccountView> {
    return this.users.account(user.id);
  }

  @Patch('me')
  @SignedIn()
  @Endpoint({ summary: 'Update your display name', answer: accountView, problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'USER_NOT_FOUND'] })
  async changeMe(@CurrentUser() user: Principal, @Body({ schema: accountChange }) change: AccountChange): Promise<AccountView> {
    return this.users.change(user.id, change);
  }

  @Get(':id')
  @Public()
  @Endpoint({ summary: 'A public profile', answer: profileView, problems: ['VALIDATION_FAILED', 'USER_NOT_FOUND'] })
  async profile(@Param('id', { schema: idParam }) id: number): Promise<ProfileView> {
    return this.users.profile(id);
  }

  @Get()
  @AdminOnly()
  @Endpoint({ summary: 'All accounts, newest first', answer: accountPage, problems: ['VALIDATION_FAILED', 'NOT_SIGNED_IN', 'FORBIDDEN'] })
  async page(@Query({ schema: accountQuery }) query: AccountQuery): Promise<Page<ModeratedAccountView>> {
    return this.users.page(query);
  }
}
