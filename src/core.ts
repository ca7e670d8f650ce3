/** The public API, free of side effects. */
export const version = "0.1.0";
