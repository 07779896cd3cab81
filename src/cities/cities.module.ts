import { Module } from '@nestjs/common';
import { CitiesController } from './cities.controller.js';
import { CitiesService } from './cities.service.js';
import { CityIndex } from './city-index.js';

@Module({
  controllers: [CitiesController],
  providers: [CitiesService, { provide: CityIndex, useFactory: async () => CityIndex.load() }],
  exports: [CitiesService],
})
export class CitiesModule {}
