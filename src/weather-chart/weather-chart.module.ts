import { Module } from '@nestjs/common';
import { UpstreamModule } from '../platform/upstream/upstream.module.js';
import { WeatherModule } from '../weather/weather.module.js';
import { ForecastCharts } from './forecast-charts.js';
import { WeatherChartController } from './weather-chart.controller.js';
import { WeatherChartService } from './weather-chart.service.js';

@Module({ imports: [UpstreamModule, WeatherModule], controllers: [WeatherChartController], providers: [WeatherChartService, ForecastCharts] })
export class WeatherChartModule {}
