/** Where a Chromium is; installs one where it may. `undefined` when none can be had. */
export const findChromium: () => string | undefined
/** What to do then. */
export const withoutChromium: string
