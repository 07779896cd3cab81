import { Module } from '@nestjs/common';
import { CitiesService } from './cities.service.js';
import { CityIndex } from './city-index.js';

@Module({
  providers: [CitiesService, { provide: CityIndex, useFactory: async () => CityIndex.load() }],
  exports: [CitiesService],
})
export class CitiesModule {}
