/** Where the Bicep CLI is; fetches it where there is .NET. `undefined` when it can't be had. */
export const findBicep: () => Promise<string | undefined>
/** What to do then. */
export const withoutBicep: string
