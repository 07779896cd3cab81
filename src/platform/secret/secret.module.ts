import { Module } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import { SecretBox } from './secret-box.js';
import { SERVICE_SECRET, loadServiceSecret } from './service-secret.js';

/** The secret that every API process shares, and what is locked with it. */
@Module({ providers: [{ provide: SERVICE_SECRET, inject: [CONFIG], useFactory: loadServiceSecret }, SecretBox], exports: [SERVICE_SECRET, SecretBox] })
export class SecretModule {}
