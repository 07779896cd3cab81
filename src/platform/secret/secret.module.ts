import { Module } from '@nestjs/common';
import { CONFIG } from '../config/config.js';
import { SERVICE_SECRET, loadServiceSecret } from './service-secret.js';

/** The secret that every API process shares. */
@Module({ providers: [{ provide: SERVICE_SECRET, inject: [CONFIG], useFactory: loadServiceSecret }], exports: [SERVICE_SECRET] })
export class SecretModule {}
