import { writeFileSync } from "node:fs"
import type { Figure } from "./figure.ts"

/** Hands a bench's figures to `main.ts`, or prints them when it runs alone. */
export const report = (figures: ReadonlyArray<Figure>): void => {
  const file = process.argv[2]
  if (file === undefined) console.log(JSON.stringify(figures, null, 2))
  else writeFileSync(file, JSON.stringify(figures))
}
