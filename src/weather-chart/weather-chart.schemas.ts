import { z } from 'zod';

export const chartQuery = z.strictObject({
  theme: z.enum(['light', 'dark']).optional().describe('Without one an SVG follows what its reader prefers, and a PNG is light.'),
});
export type ChartQuery = z.infer<typeof chartQuery>;
