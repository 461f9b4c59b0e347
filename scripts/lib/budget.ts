/** A number that depends on no machine, and what it may be. */
export interface Count {
  readonly what: string;
  readonly count: number;
  /** More than 0 where nothing at all would be a fault too. */
  readonly least?: number;
  /** The ceiling that CI holds. */
  readonly most: number;
  /** Where the ceiling is not yet what was set out for. */
  readonly goal?: number;
}

function within(count: number, least: number, most: number): boolean {
  return count >= least && count <= most;
}

function bounds(least: number, most: number): string {
  if (least === most) return `exactly ${most}`;
  return least > 0 ? `from ${least} to ${most}` : `at most ${most}`;
}

/** Whether CI lets it pass, and what it asks. */
export function ceiling({ count, least = 0, most }: Count): { isHeld: boolean; asked: string } {
  return { isHeld: within(count, least, most), asked: bounds(least, most) };
}

/** Whether it is what was set out for, in words of which the ceiling is part where it differs. */
export function target({ count, least = 0, most, goal = most }: Count): {
  isMet: boolean;
  goal: string;
} {
  const held = goal === most ? '' : ` (CI holds ${most})`;
  return { isMet: within(count, least, goal), goal: `${bounds(least, goal)}${held}` };
}
