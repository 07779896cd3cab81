import { describe, expect, it } from '@jest/globals';
import { type Spell, localDays } from './local-days.js';

const hourMs = 3_600_000;

/** So many spells of equal length, one after the other. */
function spells(from: string, count: number, hours: number, change: (time: number) => Partial<Spell> = () => ({})): Spell[] {
  return Array.from({ length: count }, (_, index) => {
    const time = Date.parse(from) + index * hours * hourMs;
    return { time, hours, temperature: 10, windSpeed: 5, precipitation: 0, weatherCode: 3, ...change(time) };
  });
}

const dates = (days: { date: string }[]) => days.map(({ date }) => date);

describe('localDays', () => {
  it("puts each hour into the place's own day", () => {
    const warmAtElevenUtc = (time: number) => ({ temperature: new Date(time).getUTCHours() === 11 ? 20 : 10 });
    const twoDays = spells('2026-11-22T00:00Z', 48, 1, warmAtElevenUtc);

    expect(dates(localDays(twoDays, 'UTC'))).toEqual(['2026-11-22', '2026-11-23']);
    // 11:00 UTC is midnight in Auckland in summer, and begins the day.
    expect(localDays(twoDays, 'Pacific/Auckland').map(({ date, temperatureMax }) => [date, temperatureMax])).toEqual([['2026-11-23', 20], ['2026-11-24', 20]]);
    expect(dates(localDays(twoDays, 'Asia/Kathmandu'))).toEqual(['2026-11-22', '2026-11-23']);
  });

  it('gives the coldest, the warmest, the windiest, the gravest and the sum', () => {
    const [day] = localDays(
      [
        { time: Date.parse('2026-11-22T00:00Z'), hours: 6, temperature: -3, windSpeed: 10, precipitation: 0.25, weatherCode: 61 },
        { time: Date.parse('2026-11-22T06:00Z'), hours: 6, temperature: 4, windSpeed: null, precipitation: null, weatherCode: null },
        { time: Date.parse('2026-11-22T12:00Z'), hours: 6, temperature: 1, windSpeed: 22.3, precipitation: 1.1, weatherCode: 3 },
      ],
      'UTC',
    );

    expect(day).toEqual({ date: '2026-11-22', temperatureMin: -3, temperatureMax: 4, precipitation: 1.4, windSpeedMax: 22.3, weatherCode: 61 });
  });

  it('says null for what no hour of the day tells', () => {
    const bare = spells('2026-11-22T00:00Z', 24, 1, () => ({ windSpeed: null, precipitation: null, weatherCode: null }));

    expect(localDays(bare, 'UTC')).toEqual([
      { date: '2026-11-22', temperatureMin: 10, temperatureMax: 10, precipitation: null, windSpeedMax: null, weatherCode: null },
    ]);
  });

  it('shares the rain of a spell across midnight, but not the temperature at its beginning', () => {
    const evening: Spell = { time: Date.parse('2026-11-22T20:00Z'), hours: 6, temperature: 30, windSpeed: 40, precipitation: 6, weatherCode: 63 };

    const days = localDays([...spells('2026-11-22T00:00Z', 20, 1), evening, ...spells('2026-11-23T02:00Z', 22, 1)], 'UTC');

    expect(days.map(({ precipitation, temperatureMax, windSpeedMax }) => [precipitation, temperatureMax, windSpeedMax])).toEqual([[4, 30, 40], [2, 10, 5]]);
  });

  it('leaves out a day of which less than half is known', () => {
    expect(dates(localDays(spells('2026-11-22T12:00Z', 12 + 24 + 11, 1), 'UTC'))).toEqual(['2026-11-22', '2026-11-23']);
    expect(dates(localDays(spells('2026-11-22T13:00Z', 11 + 24 + 12, 1), 'UTC'))).toEqual(['2026-11-23', '2026-11-24']);
  });

  it.each([
    ['in spring, with 23 hours', '2026-03-28T23:00Z', 23, '2026-03-29'],
    ['in autumn, with 25 hours', '2026-10-24T22:00Z', 25, '2026-10-25'],
  ])('counts the hours of the day on which the clocks change %s', (_, from, hours, date) => {
    const days = localDays(spells(from, hours, 1, () => ({ precipitation: 1 })), 'Europe/Oslo');

    expect(days).toMatchObject([{ date, precipitation: hours }]);
  });

  it('gives nothing for nothing', () => {
    expect(localDays([], 'Europe/Oslo')).toEqual([]);
  });
});
