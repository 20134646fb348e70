import { btd } from "./btd/btd.ts"
import { combo } from "./combo/combo.ts"
import { dcaFutures } from "./dca-futures/dca-futures.ts"
import { dca } from "./dca/dca.ts"
import { futuresGrid } from "./futures-grid/futures-grid.ts"
import { grid } from "./grid/grid.ts"
import { loop } from "./loop/loop.ts"
import { twap } from "./twap/twap.ts"

/**
 * Every strategy there is: it is registered here and nowhere else. The union of settings, names, fields, words and
 * documentation follow, and the compiler asks the site for its picture and its place on the page.
 */
export const list = [grid, dca, dcaFutures, combo, futuresGrid, btd, loop, twap] as const
