import { deflateRawSync, inflateRawSync } from "node:zlib"
import { dictionary } from "./packing-dictionary.ts"

/** The first byte of what is packed says how. */
const FORM = Buffer.of(1)
/** Below this nothing is won. */
const LEAST = 128
/** How much larger a document mostly is than what it is packed into. zlib sets aside 16 KB for any answer unless told. */
const GROWS = 4

/** A document's JSON made small; undefined when that is not worth it. */
export const pack = (body: string): Uint8Array | undefined => {
  if (body.length < LEAST) return undefined
  const packed = Buffer.concat([FORM, deflateRawSync(body, { dictionary, chunkSize: Math.max(LEAST, body.length) })])
  return packed.length < body.length * 0.75 ? packed : undefined
}

/** The JSON again. */
export const unpack = (packed: Uint8Array): string => {
  if (packed[0] !== FORM[0]) throw new Error(`a document is packed in form ${packed[0]}; this version knows ${FORM[0]}`)
  return inflateRawSync(packed.subarray(1), { dictionary, chunkSize: GROWS * packed.length }).toString()
}
