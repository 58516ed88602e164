/* The conversation: keeps its newest part in view. An answer taller than the window is shown from the question on. */

const NEAR = 80; // pixels; closer to the end than this counts as being there
const MARGIN = 12;

export default {
  props: { label: String },

  template: `
    <main class="thread" role="log" aria-live="polite" :aria-label="label" tabindex="0"
      @scroll.passive="scrolled" @toggle.capture="toggled" @keydown.esc="closeDetails">
      <slot></slot>
    </main>`,

  mounted() {
    this.follows = true;
    this.follow("instant");
    this.growth = new MutationObserver((changes) => this.grown(changes));
    this.growth.observe(this.$el, { childList: true, subtree: true });
    this.size = new ResizeObserver(() => this.follow("instant"));
    this.size.observe(this.$el);
  },

  unmounted() {
    this.growth.disconnect();
    this.size.disconnect();
  },

  methods: {
    end() {
      const bottom = this.$el.scrollHeight - this.$el.clientHeight;
      const last = this.$el.querySelector(".exchange:last-of-type");
      return last ? Math.min(bottom, last.offsetTop - MARGIN) : bottom;
    },

    scrolled() {
      this.follows = this.$el.scrollTop >= this.end() - NEAR;
    },

    grown(changes) {
      const added = changes.flatMap((change) => [...change.addedNodes]);
      if (added.some((node) => node.classList?.contains("exchange"))) this.follows = true; // the user just sent it
      this.follow("smooth");
    },

    follow(behavior) {
      if (!this.follows) return;
      const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.$el.scrollTo({ top: Math.max(this.$el.scrollTop, this.end()), behavior: calm ? "instant" : behavior });
    },

    toggled(event) {
      if (event.target.open) event.target.scrollIntoView({ block: "nearest" });
    },

    closeDetails(event) {
      const details = event.target.closest("details[open]");
      if (!details) return;
      details.open = false;
      details.querySelector("summary").focus();
    },
  },
};
