import type { Settings } from "../../client/contract.ts"

const levels = [14, 26, 38, 50, 62]

/** What a strategy does, drawn: price, levels, trades. */
export const Drawing = ({ strategy }: { strategy: Settings["_tag"] }) => (
  <svg viewBox="0 0 200 76" width="100%" height="76" fill="none" aria-hidden="true">
    {strategy === "GRID" ? (
      <>
        {levels.map((y) => (
          <line key={y} x1="0" x2="200" y1={y} y2={y} stroke="var(--line-strong)" strokeDasharray="3 3" />
        ))}
        <path
          d="M0 44 20 54 38 32 58 66 84 22 104 42 122 10 148 54 168 30 200 40"
          stroke="var(--text-soft)"
          strokeWidth="1.5"
          strokeLinejoin="round"
        />
        {[
          [16, 50],
          [53, 62],
          [147, 50]
        ].map(([x, y]) => (
          <circle key={x} cx={x} cy={y} r="3.5" fill="var(--up)" />
        ))}
        {[
          [33, 38],
          [84, 26],
          [120, 14],
          [165, 38]
        ].map(([x, y]) => (
          <circle key={x} cx={x} cy={y} r="3.5" fill="var(--down)" />
        ))}
      </>
    ) : (
      <>
        <path
          d="M0 16 28 24 52 34 70 30 98 54 116 64 140 50 164 30 200 20"
          stroke="var(--text-soft)"
          strokeWidth="1.5"
          strokeLinejoin="round"
        />
        <path d="M28 24H52V29H98V40H116V46H172" stroke="var(--accent)" strokeDasharray="4 3" strokeWidth="1.25" />
        {[
          [28, 24, 3],
          [52, 34, 3.5],
          [98, 54, 4.5],
          [116, 64, 6]
        ].map(([x, y, r]) => (
          <circle key={x} cx={x} cy={y} r={r} fill="var(--up)" />
        ))}
        <circle cx="168" cy="29" r="6" fill="var(--down)" />
      </>
    )}
  </svg>
)
