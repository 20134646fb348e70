import { trimmed } from "../../format/number.ts"

/** The most bytes that can be sent to our own server, and through Static Web Apps, as the contract says them. */
export const LIMITS = { own: 64 * 1024 * 1024, azure: 30_000_000 } as const

const megabytes = (bytes: number): string => trimmed(String(bytes / 1_000_000), 1)

/** What is told of a file that is too large to be sent, before it is; `undefined` of any other. */
export const tooLarge = ({ size }: { readonly size: number }): string | undefined => {
  const most = import.meta.env.OWN_SERVER ? LIMITS.own : LIMITS.azure
  return size <= most
    ? undefined
    : `The file has ${megabytes(size)} MB, and here a file may have ${megabytes(most)} MB. As Parquet the same candles take a fraction of it.`
}
