import type { Browser } from "playwright-core"
import { afterAll, beforeAll } from "vitest"
import { type RunningSystem, startSimulated } from "../system/start.ts"
import { launch } from "./chromium.ts"

export const desk = { viewport: { width: 1_440, height: 900 } } as const
/** The smallest phone that pages must fit. */
export const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } as const

/** The product on a simulated market, and a browser, for all tests of a file; both are there once its tests run. */
export const openWorld = (
  args: ReadonlyArray<string> = []
): { readonly system: RunningSystem; readonly browser: Browser } => {
  const world = {} as { system: RunningSystem; browser: Browser }
  beforeAll(async () => {
    world.system = await startSimulated(args)
    world.browser = await launch()
  })
  afterAll(async () => {
    await world.browser.close()
    await world.system.stop()
  })
  return world
}
