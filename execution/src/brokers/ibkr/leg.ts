/** What the stop beside an exit is called: the exit has the order's own id. */
export const STOP_LEG = ".S"

/** The order that an id there stands for. */
export const ofLeg = (reference: string): string =>
  reference.endsWith(STOP_LEG) ? reference.slice(0, -STOP_LEG.length) : reference
