"""The benchmarks: one module an item, and what measures, keeps and shows them."""
