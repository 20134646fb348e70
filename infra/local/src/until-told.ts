import { Effect } from "effect"

/** Until this process is told to end: by a signal, or because who started it is gone. */
export const untilToldToEnd: Effect.Effect<void> = Effect.callback<void>((resume) => {
  const told = () => resume(Effect.void)
  // For good: what comes again while it ends must not cut that short.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, told)
  process.on("disconnect", told)
  // Gone before anything listened for it.
  if (process.send !== undefined && !process.connected) told()
})
