import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Public } from '../platform/http/routes/access.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { type CitySuggestions, type SuggestionQuery, citySuggestions, suggestionQuery } from './cities.schemas.js';
import { CitiesService } from './cities.service.js';

@ApiTags('cities')
@Controller('cities')
@Public()
export class CitiesController {
  constructor(private readonly cities: CitiesService) {}

  @Get()
  @Endpoint({ summary: 'The cities that a name begins, the most populous first', answer: citySuggestions, problems: ['VALIDATION_FAILED'] })
  suggest(@Query({ schema: suggestionQuery }) query: SuggestionQuery, @Res({ passthrough: true }) response: Response): CitySuggestions {
    // Not by @Header, which would let the refusals be kept as well.
    response.setHeader('Cache-Control', 'public, max-age=86400');
    return this.cities.suggestions(query);
  }
}
