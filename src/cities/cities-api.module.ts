import { Module } from '@nestjs/common';
import { CitiesController } from './cities.controller.js';
import { CitiesModule } from './cities.module.js';

@Module({ imports: [CitiesModule], controllers: [CitiesController] })
export class CitiesApiModule {}
