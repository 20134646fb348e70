import type { Settings } from "../../client/contract.ts"

interface Picture {
  /** The price's way, through points of a field of 200 by 76. */
  readonly price: string
  readonly levels?: ReadonlyArray<number>
  /** A line that follows: the average entry, or the anchor. */
  readonly follows?: string
  readonly buys: ReadonlyArray<readonly [x: number, y: number, size?: number]>
  readonly sells: ReadonlyArray<readonly [x: number, y: number, size?: number]>
}

const ladder = [14, 26, 38, 50, 62]
const swings = "M0 44 20 54 38 32 58 66 84 22 104 42 122 10 148 54 168 30 200 40"
const dip = "M0 16 28 24 52 34 70 30 98 54 116 64 140 50 164 30 200 20"

const grid: Picture = {
  price: swings,
  levels: ladder,
  buys: [
    [16, 50],
    [53, 62],
    [147, 50]
  ],
  sells: [
    [33, 38],
    [84, 26],
    [120, 14],
    [165, 38]
  ]
}
const averaging: Picture = {
  price: dip,
  follows: "M28 24H52V29H98V40H116V46H172",
  buys: [
    [28, 24, 3],
    [52, 34, 3.5],
    [98, 54, 4.5],
    [116, 64, 6]
  ],
  sells: [[168, 29, 6]]
}

/** What each strategy does, drawn: price, levels, trades. */
const pictures: Readonly<Record<Settings["_tag"], Picture>> = {
  GRID: grid,
  FUTURES_GRID: { ...grid, follows: "M0 38H200" },
  BTD: {
    price: "M0 30 22 22 40 12 64 34 88 58 112 66 138 52 162 24 200 14",
    levels: ladder,
    follows: "M0 30H200",
    buys: [
      [80, 50],
      [104, 62]
    ],
    sells: [
      [18, 26],
      [37, 14],
      [160, 26]
    ]
  },
  LOOP: {
    price: swings,
    levels: [20, 32, 44, 56],
    follows: "M0 44H200",
    buys: [
      [22, 54],
      [56, 62],
      [148, 54]
    ],
    sells: [
      [84, 22],
      [121, 12],
      [168, 30]
    ]
  },
  DCA: averaging,
  DCA_FUTURES: averaging,
  COMBO: {
    ...averaging,
    levels: [20, 30, 40],
    sells: [
      [150, 40, 4],
      [164, 30, 4],
      [198, 20, 4]
    ]
  },
  TWAP: {
    price: "M0 50 26 44 50 52 76 40 100 44 126 30 152 36 176 24 200 28",
    buys: [
      [10, 48, 3],
      [40, 49, 3],
      [70, 43, 3],
      [100, 44, 3],
      [130, 31, 3],
      [160, 32, 3],
      [190, 26, 3]
    ],
    follows: "M0 40H200",
    sells: []
  }
}

const lines = (levels: ReadonlyArray<number>): string => levels.map((y) => `M0 ${y}H200`).join("")

const dots = (trades: Picture["buys"]): string =>
  trades.map(([x, y, r = 3.5]) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0`).join("")

/** A shape for each kind of mark, not for each mark: the pictures stand on the first screen of a phone. */
export const StrategyPicture = ({ strategy }: { strategy: Settings["_tag"] }) => {
  const { price, levels, follows, buys, sells } = pictures[strategy]
  return (
    <svg viewBox="0 0 200 76" width="100%" fill="none" aria-hidden="true">
      {levels !== undefined && <path d={lines(levels)} stroke="var(--line-strong)" strokeDasharray="3 3" />}
      <path d={price} stroke="var(--text-soft)" strokeWidth="1.5" strokeLinejoin="round" />
      {follows !== undefined && <path d={follows} stroke="var(--accent)" strokeDasharray="4 3" strokeWidth="1.25" />}
      <path d={dots(buys)} fill="var(--up)" />
      {sells.length > 0 && <path d={dots(sells)} fill="var(--down)" />}
    </svg>
  )
}
