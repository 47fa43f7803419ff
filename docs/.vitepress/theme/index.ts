// The default theme with the fonts of the reader's system: nothing is loaded from another host.
import DefaultTheme from "vitepress/theme-without-fonts";
import "./style.css";

export default DefaultTheme;
