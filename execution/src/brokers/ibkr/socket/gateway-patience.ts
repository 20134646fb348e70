import { Context } from "effect"

/**
 * Within which time it lets us in, ms; how long it may be silent before it is asked for its time, and how long after that:
 * a dead connection says nothing by itself.
 */
export const GatewayPatience = Context.Reference<{
  readonly letIn: number
  readonly quiet: number
  readonly answers: number
}>("@tradetower/execution/GatewayPatience", {
  defaultValue: () => ({ letIn: 3_500, quiet: 10_000, answers: 5_000 })
})
