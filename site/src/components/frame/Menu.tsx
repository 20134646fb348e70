import { type ReactNode, useEffect, useRef, useState } from "react"

/** A button of the status bar and what it opens: made when first opened, closed by Escape and by whatever is pressed beside it. */
export const Menu = ({
  name,
  look,
  label,
  testid,
  children
}: {
  name: string
  /** What the button shows. */
  look: ReactNode
  /** What it is called. */
  label: string
  testid: string
  children: ReactNode
}) => {
  const menu = useRef<HTMLDetailsElement>(null)
  const [opened, setOpened] = useState(false)
  useEffect(() => {
    const close = () => menu.current?.removeAttribute("open")
    const outside = ({ target }: Event) => {
      if (target instanceof Node && !menu.current?.contains(target)) close()
    }
    const escaped = ({ key }: KeyboardEvent) => {
      if (key !== "Escape" || menu.current?.open !== true) return
      if (menu.current.contains(document.activeElement)) menu.current.querySelector("summary")?.focus()
      close()
    }
    addEventListener("pointerdown", outside)
    addEventListener("keydown", escaped)
    return () => {
      removeEventListener("pointerdown", outside)
      removeEventListener("keydown", escaped)
    }
  }, [])
  return (
    <details
      className={`menu-button ${name}`}
      ref={menu}
      onToggle={({ currentTarget: { open } }) => open && setOpened(true)}
    >
      <summary className="button icon" aria-label={label} data-testid={testid}>
        {look}
      </summary>
      {opened && <div className="menu">{children}</div>}
    </details>
  )
}
