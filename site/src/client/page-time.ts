/** Lets the page answer what was pressed meanwhile, and paint: between two pieces of work that need not be one. */
export const pause = (): Promise<void> => new Promise((resume) => setTimeout(resume))

/**
 * Calls once the page has nothing else to do, after `within` ms at the latest where that is given. Answers how to stop
 * waiting for that.
 */
export const whenIdle = (call: () => unknown, within?: number): (() => void) => {
  // Safari has had it for a short time only.
  if (!("requestIdleCallback" in globalThis)) {
    const timer = setTimeout(call, within)
    return () => clearTimeout(timer)
  }
  const waiting = requestIdleCallback(() => call(), within === undefined ? {} : { timeout: within })
  return () => cancelIdleCallback(waiting)
}
