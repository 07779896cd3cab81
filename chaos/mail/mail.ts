import { extentOf } from '../options.js';
import type { Part, Scenario } from '../scenario.js';
import { judge } from './judge.js';
import { columns, legend, row } from './report.js';
import type { MailScenario } from './scenario.js';
import { mailScenarios } from './scenarios.js';

/** No welcome mail is lost, and none is sent twice, whatever dies meanwhile. */
export const mail: Part = { page: 'results.md', columns, legend, scenarios: mailScenarios.map(played) };

function played(scenario: MailScenario): Scenario {
  return {
    name: scenario.name,
    play: async (world, form, tell) => {
      const extent = extentOf(scenario, form);
      tell(
        () =>
          `${world.load.registrations.length} of ${extent.registrations} registered, ${world.struck} of ${extent.blows} blows, ${world.sink.receipts.size} mails`,
      );
      await scenario.run(world, extent).catch((error: unknown) => world.faults.push(String(error)));
      const outcome = await judge(scenario, extent, world);
      return { scenario: scenario.name, rows: [row(outcome)], faults: outcome.faults };
    },
  };
}
