import { Module } from '@nestjs/common';
import { WeatherController } from './weather.controller.js';
import { WeatherModule } from './weather.module.js';

@Module({ imports: [WeatherModule], controllers: [WeatherController] })
export class WeatherApiModule {}
