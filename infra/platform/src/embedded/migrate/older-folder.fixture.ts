import { mkdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { gunzipSync } from "node:zlib"
import { Schema } from "effect"

const readFiles = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Record(Schema.String, Schema.String)))

/**
 * A simulated world's folder as the last version of format 2 left it, ended in order: of Ada a grid, an average, one by
 * alert (an alert came), one paused and one ended, limits of her own and a backtest; of Ben a grid. Of each market its
 * last 400 candles.
 */
export const writeOlderFolder = (folder: string): void => {
  const packed = readFileSync(join(import.meta.dirname, "format-2.json.gz"))
  for (const [name, text] of Object.entries(readFiles(gunzipSync(packed).toString()))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), Buffer.from(text, "base64"))
  }
  mkdirSync(join(folder, "secrets"), { recursive: true })
}
