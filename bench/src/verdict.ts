import { type Budget, budgets } from './budgets.js'
import type { Figures } from './section.js'

/** A budget, and what was measured. */
export interface Verdict {
  readonly budget: Budget
  readonly measured: number
  readonly passed: boolean
  readonly reachesGoal: boolean
}

/** Judges the budgets whose figures were measured. */
export function judge(figures: Figures): readonly Verdict[] {
  return budgets.flatMap((budget) => {
    const measured = figures.get(budget.figure)?.median
    if (measured === undefined) return []
    const keeps = (bound: number) => (budget.atLeast === true ? measured >= bound : measured <= bound)
    return [{ budget, measured, passed: keeps(budget.limit), reachesGoal: keeps(budget.goal) }]
  })
}
