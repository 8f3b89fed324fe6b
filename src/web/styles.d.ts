/** A style sheet becomes a file of its own beside the script that asks for it. */
declare module '*.css';
