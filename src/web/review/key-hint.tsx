/** The key that does the same as a button. Read aloud it would be a part of the button's name. */
export const KeyHint = ({ children }: { children: string | number }) => (
  <span class="key" aria-hidden="true">
    {children}
  </span>
);
